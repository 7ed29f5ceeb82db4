/** The verticle that owns the jobs and joins bus, plan and store. */
package dev.fetchery.coordinator;
