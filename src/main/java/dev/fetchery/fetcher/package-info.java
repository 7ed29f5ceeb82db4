/** The verticle that takes tasks under a lease and brings their bodies to disk. */
package dev.fetchery.fetcher;
