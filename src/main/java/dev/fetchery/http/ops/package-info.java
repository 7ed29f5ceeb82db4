/** What operators use: health, metrics, the OpenAPI document and the static files. */
@NullMarked
package dev.fetchery.http.ops;

import org.jspecify.annotations.NullMarked;
