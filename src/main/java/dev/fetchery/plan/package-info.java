/** What may start next: pure functions of what is waiting, the limits and the time. */
package dev.fetchery.plan;
