/** The same downloads done in several ways, timed in turns. */
package dev.fetchery.demo.bench;
