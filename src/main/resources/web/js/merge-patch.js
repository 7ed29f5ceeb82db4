// A merge patch (RFC 7396) applied to a value, which stays as it is.

const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);

export function merged(target, patch) {
  if (!isObject(patch)) {
    return patch;
  }
  const result = isObject(target) ? { ...target } : {};
  Object.entries(patch).forEach(([name, value]) => {
    if (value === null) {
      delete result[name];
    } else {
      result[name] = merged(result[name], value);
    }
  });
  return result;
}
