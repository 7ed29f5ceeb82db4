/** The commands, one class each. */
package dev.fetchery.cli;
