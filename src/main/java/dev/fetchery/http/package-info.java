/** The verticle of the HTTP interface, and the access control before all of its routes. */
package dev.fetchery.http;
