/** An origin to try things against, and the measurements made with it. */
package dev.fetchery.demo;
