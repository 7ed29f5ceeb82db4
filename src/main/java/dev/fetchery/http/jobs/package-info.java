/** Routes that submit, show and command jobs, list their items and serve their files. */
@NullMarked
package dev.fetchery.http.jobs;

import org.jspecify.annotations.NullMarked;
