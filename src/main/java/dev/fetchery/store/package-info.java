/** The durable record of jobs, items and completions. */
package dev.fetchery.store;
