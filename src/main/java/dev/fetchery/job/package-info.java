/** What a job is: its description, its items and their outcomes, in plain values. */
package dev.fetchery.job;
