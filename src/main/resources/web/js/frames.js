// Work for the screen is gathered and done once a frame, however much happens in between.

/** Calls `draw` in the next frame after `mark()`, once, and not more often than `everyMs`. */
export function onceAFrame(draw, everyMs = 0) {
  let due = false;
  let last = -Infinity;
  let closed = false;
  function step(now) {
    if (closed) {
      return;
    }
    if (now - last < everyMs) {
      requestAnimationFrame(step);
      return;
    }
    due = false;
    last = now;
    draw(now);
  }
  return {
    mark() {
      if (!due && !closed) {
        due = true;
        requestAnimationFrame(step);
      }
    },
    close() {
      closed = true;
    },
  };
}
