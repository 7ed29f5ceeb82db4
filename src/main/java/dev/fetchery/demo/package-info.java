/**
 * An origin to try things against, the sample jobs' twins that run against it, and the measurements
 * made with it.
 */
package dev.fetchery.demo;
