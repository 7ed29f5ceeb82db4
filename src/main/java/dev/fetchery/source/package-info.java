/** Discovery: the answers of a source become a stream of items. */
package dev.fetchery.source;
