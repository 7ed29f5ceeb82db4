/** A job as JSON: read with every fault named, written back with its secrets masked. */
package dev.fetchery.spec;
