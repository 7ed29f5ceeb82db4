/** What operators use: health, metrics, the OpenAPI document and the static files. */
package dev.fetchery.http.ops;
