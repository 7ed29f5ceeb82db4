/** An HTTP origin on loopback that plays the origins of the demo and of the tests. */
package dev.fetchery.demo.origin;
