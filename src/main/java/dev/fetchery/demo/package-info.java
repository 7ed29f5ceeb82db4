/** The sample jobs' twins that run against the demo origin. */
package dev.fetchery.demo;
