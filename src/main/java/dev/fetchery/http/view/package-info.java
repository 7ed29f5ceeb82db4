/** Jobs and items as the interface writes them in JSON. */
package dev.fetchery.http.view;
