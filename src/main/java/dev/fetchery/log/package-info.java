/** What keeps the log short enough to be read: problems counted, jobs named. */
package dev.fetchery.log;
