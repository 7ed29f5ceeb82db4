/** Routes that submit, show and command jobs, list their items and serve their files. */
package dev.fetchery.http.jobs;
