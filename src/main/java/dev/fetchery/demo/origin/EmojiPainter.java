package dev.fetchery.demo.origin;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Arc2D;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.QuadCurve2D;
import java.awt.image.BufferedImage;
import java.util.SplittableRandom;

/** Draws a small picture for any name: a face, a heart, a star, a flower, and more. */
final class EmojiPainter {
  private static final int SIZE = 64;
  private static final Color INK = new Color(0x4a3423);

  private final Graphics2D brush;
  private final SplittableRandom random;
  private final double hue;

  private EmojiPainter(Graphics2D brush, SplittableRandom random) {
    this.brush = brush;
    this.random = random;
    this.hue = random.nextDouble();
  }

  /** The same name always gives the same picture. */
  static BufferedImage paint(String name) {
    BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_ARGB);
    Graphics2D brush = Pictures.brush(image);
    try {
      new EmojiPainter(brush, new SplittableRandom(name.hashCode() * 0x9e3779b97f4a7c15L)).paint();
    } finally {
      brush.dispose();
    }
    return image;
  }

  private void paint() {
    switch (random.nextInt(12)) {
      case 0, 1, 2, 3 -> face();
      case 4 -> heart();
      case 5 -> star();
      case 6 -> flower();
      case 7 -> sun();
      case 8 -> balloon();
      case 9 -> mushroom();
      case 10 -> fish();
      default -> moon();
    }
  }

  private double between(double low, double high) {
    return low + random.nextDouble() * (high - low);
  }

  /** Fills with light from above and a darker rim. */
  private void glossy(Shape shape, double hueHere, double saturation) {
    Color light = Pictures.hsb(hueHere, saturation * 0.8, 1);
    Color dark = Pictures.hsb(hueHere - 0.03, saturation, 0.88);
    brush.setPaint(new GradientPaint(0, 6, light, 0, 60, dark));
    brush.fill(shape);
    brush.setPaint(Pictures.hsb(hueHere - 0.05, Math.min(1, saturation + 0.1), 0.7));
    brush.setStroke(new BasicStroke(1.6f));
    brush.draw(shape);
  }

  private void pen(double width, Color color) {
    brush.setStroke(new BasicStroke((float) width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    brush.setPaint(color);
  }

  private static Shape disc(double x, double y, double radius) {
    return new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius);
  }

  private void face() {
    boolean yellow = random.nextInt(3) > 0;
    glossy(disc(32, 32, 28), yellow ? between(0.12, 0.155) : hue, yellow ? 0.8 : 0.55);
    if (random.nextInt(3) == 0) {
      brush.setPaint(new Color(0x66ff5a5a, true));
      brush.fill(disc(15, 38, 5));
      brush.fill(disc(49, 38, 5));
    }
    double apart = between(9, 12);
    double up = between(22, 28);
    int eyes = random.nextInt(4);
    eye(32 - apart, up, eyes);
    eye(32 + apart, up, eyes == 3 ? 0 : eyes);
    mouth(between(40, 43), between(9, 14));
  }

  private void eye(double x, double y, int kind) {
    pen(3, INK);
    double size = between(3, 4.2);
    switch (kind) {
      case 0 -> brush.fill(new Ellipse2D.Double(x - size, y - size * 1.3, 2 * size, 2.6 * size));
      case 1 -> brush.draw(new Arc2D.Double(x - 5, y - 4, 10, 9, 15, 150, Arc2D.OPEN));
      case 2 -> {
        brush.setPaint(Color.WHITE);
        brush.fill(disc(x, y, size + 2.5));
        brush.setPaint(INK);
        brush.fill(disc(x + between(-2, 2), y + 1, size - 0.5));
      }
      default -> brush.draw(new Line2D.Double(x - 5, y + 1, x + 5, y - 1));
    }
  }

  private void mouth(double y, double half) {
    pen(3, INK);
    switch (random.nextInt(5)) {
      case 0 -> brush.draw(new QuadCurve2D.Double(32 - half, y, 32, y + 12, 32 + half, y));
      case 1 -> {
        Shape open =
            new Arc2D.Double(32 - half, y - half, 2 * half, 2 * half, 180, 180, Arc2D.CHORD);
        brush.fill(open);
        Area tongue = new Area(disc(32, y + half, half * 0.7));
        tongue.intersect(new Area(open));
        brush.setPaint(new Color(0xf2606b));
        brush.fill(tongue);
      }
      case 2 -> brush.fill(new Ellipse2D.Double(32 - half / 2, y - 2, half, half * 1.1));
      case 3 -> brush.draw(new QuadCurve2D.Double(32 - half, y + 6, 32, y - 5, 32 + half, y + 6));
      default -> brush.draw(new QuadCurve2D.Double(32 - half, y + 2, 36, y + 7, 32 + half, y - 3));
    }
  }

  private void heart() {
    Path2D heart = new Path2D.Double();
    heart.moveTo(32, 57);
    heart.curveTo(between(2, 8), 40, 2, 8, 19, 8);
    heart.curveTo(27, 8, 31, 14, 32, between(18, 22));
    heart.curveTo(33, 14, 37, 8, 45, 8);
    heart.curveTo(62, 8, between(56, 62), 40, 32, 57);
    glossy(heart, hue, between(0.65, 0.85));
    brush.setPaint(new Color(0x80ffffff, true));
    brush.fill(new Ellipse2D.Double(13, 15, between(7, 11), between(5, 8)));
  }

  private void star() {
    int points = 4 + random.nextInt(6);
    Shape star = Pictures.star(32, 33, 29, between(0.4, 0.62), points);
    glossy(star, random.nextBoolean() ? 0.13 : hue, 0.8);
    brush.setPaint(new Color(0x59ffffff, true));
    brush.fill(Pictures.star(32, 33, between(10, 17), 0.5, points));
  }

  private void flower() {
    int petals = 5 + random.nextInt(4);
    double tilt = between(0, Math.PI);
    for (int i = 0; i < petals; i++) {
      Shape petal = new Ellipse2D.Double(32 - 8, 3, 16, 29);
      double angle = tilt + 2 * Math.PI * i / petals;
      glossy(
          AffineTransform.getRotateInstance(angle, 32, 32).createTransformedShape(petal),
          hue,
          0.55);
    }
    glossy(disc(32, 32, between(8, 11)), 0.13, 0.85);
  }

  private void sun() {
    int rays = 8 + random.nextInt(7);
    double warm = between(0.08, 0.15);
    glossy(Pictures.star(32, 32, 30, between(0.62, 0.75), rays), warm - 0.02, 0.85);
    glossy(disc(32, 32, 17), warm + 0.02, 0.7);
    if (random.nextBoolean()) {
      eye(26, 29, 0);
      eye(38, 29, 0);
      pen(2.2, INK);
      brush.draw(new QuadCurve2D.Double(25, 36, 32, between(41, 45), 39, 36));
    }
  }

  private void balloon() {
    pen(1.6, new Color(0x8a8f98));
    brush.draw(new QuadCurve2D.Double(32, 46, between(22, 42), 54, between(28, 36), 62));
    glossy(Pictures.polygon(32, 43, 27, 50, 37, 50), hue, 0.75);
    double half = between(17, 20);
    glossy(new Ellipse2D.Double(32 - half, 3, 2 * half, 43), hue, 0.75);
    brush.setPaint(new Color(0x8cffffff, true));
    brush.fill(new Ellipse2D.Double(21, between(9, 13), 8, between(10, 13)));
  }

  private void mushroom() {
    Path2D stem = new Path2D.Double();
    stem.moveTo(25, 32);
    stem.curveTo(25, 46, 20, 52, 20, 57);
    stem.curveTo(26, 62, 38, 62, 44, 57);
    stem.curveTo(44, 52, 39, 46, 39, 32);
    stem.closePath();
    glossy(stem, 0.11, 0.2);
    Shape cap = new Arc2D.Double(4, 5, 56, between(56, 62), 0, 180, Arc2D.CHORD);
    glossy(cap, hue, 0.8);
    Area dots = new Area();
    for (int i = 0; i < 6; i++) {
      dots.add(new Area(disc(between(10, 54), between(10, 32), between(3, 5.5))));
    }
    dots.intersect(new Area(cap));
    brush.setPaint(new Color(0xe6ffffff, true));
    brush.fill(dots);
  }

  private void fish() {
    double tail = between(10, 15);
    glossy(Pictures.polygon(46, 32, 62, 32 - tail, 58, 32, 62, 32 + tail), hue + 0.08, 0.7);
    glossy(Pictures.polygon(24, 18, 36, between(6, 12), 42, 20), hue + 0.08, 0.7);
    double half = between(14, 19);
    glossy(new Ellipse2D.Double(3, 32 - half, 48, 2 * half), hue, 0.65);
    pen(1.8, new Color(0x40000000, true));
    for (int i = 0; i < 3; i++) {
      brush.draw(new Arc2D.Double(20 + 7 * i, 24, 10, 16, -80, 160, Arc2D.OPEN));
    }
    eye(14, 28, 2);
  }

  private void moon() {
    Area moon = new Area(disc(32, 32, 28));
    moon.subtract(new Area(disc(32 + between(12, 22), 32 - between(2, 12), between(20, 25))));
    glossy(moon, random.nextBoolean() ? between(0.12, 0.15) : hue, 0.6);
    glossy(Pictures.star(between(44, 50), between(20, 28), between(6, 9), 0.45, 5), 0.14, 0.7);
  }
}
