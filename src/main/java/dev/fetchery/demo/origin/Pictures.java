package dev.fetchery.demo.origin;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** What the painters share. All of it takes time, so none of it is for an event loop. */
final class Pictures {
  private Pictures() {}

  static byte[] gif(BufferedImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
    // given a plain stream, ImageIO would go through a temporary file
    try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      if (!ImageIO.write(image, "gif", out)) {
        throw new IOException("this Java platform cannot write GIF");
      }
    }
    return bytes.toByteArray();
  }

  /** A brush with smooth edges. The caller disposes of it. */
  static Graphics2D brush(BufferedImage image) {
    // else a DISPLAY that does not answer would make drawing in memory fail
    if (System.getProperty("java.awt.headless") == null) {
      System.setProperty("java.awt.headless", "true");
    }
    Graphics2D brush = image.createGraphics();
    brush.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    brush.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    return brush;
  }

  /**
   * A star with its first point up.
   *
   * @param inner the inner radius as a share of the outer
   */
  static Shape star(double x, double y, double radius, double inner, int points) {
    Path2D path = new Path2D.Double();
    for (int i = 0; i < 2 * points; i++) {
      double angle = Math.PI * i / points - Math.PI / 2;
      double r = i % 2 == 0 ? radius : radius * inner;
      double px = x + r * Math.cos(angle);
      double py = y + r * Math.sin(angle);
      if (i == 0) {
        path.moveTo(px, py);
      } else {
        path.lineTo(px, py);
      }
    }
    path.closePath();
    return path;
  }

  /** A closed figure through the points given as x, y, x, y, and so on. */
  static Shape polygon(double... points) {
    Path2D path = new Path2D.Double();
    path.moveTo(points[0], points[1]);
    for (int i = 2; i < points.length; i += 2) {
      path.lineTo(points[i], points[i + 1]);
    }
    path.closePath();
    return path;
  }

  /** All from 0 to 1; the hue goes around. */
  static Color hsb(double hue, double saturation, double brightness) {
    return Color.getHSBColor((float) hue, (float) saturation, (float) brightness);
  }
}
