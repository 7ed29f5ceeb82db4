/** Settings as records, each with its unit, its default and its reason. */
package dev.fetchery.config;
