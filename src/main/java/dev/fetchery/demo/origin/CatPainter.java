package dev.fetchery.demo.origin;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.QuadCurve2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.SplittableRandom;

/** Draws a cat; every seed another one. */
final class CatPainter {
  private static final int WIDTH = 320;
  private static final int HEIGHT = 240;
  private static final Color INK = new Color(0x2f2622);

  /** Hue, saturation and brightness of coats that cats wear. */
  private static final double[][] COATS = {
    {0.07, 0.62, 0.94}, {0.08, 0.12, 0.93}, {0.6, 0.08, 0.42}, {0.09, 0.4, 0.62}, {0.58, 0.14, 0.68}
  };

  private final Graphics2D brush;
  private final SplittableRandom random;
  private final Color coat;
  private final Color shade;
  private final Color pale;
  private final double wall;

  private CatPainter(Graphics2D brush, SplittableRandom random) {
    this.brush = brush;
    this.random = random;
    double[] base = COATS[random.nextInt(COATS.length)];
    double hue = base[0] + between(-0.02, 0.02);
    double brightness = base[2] + between(-0.06, 0.06);
    this.wall = random.nextDouble();
    this.coat = Pictures.hsb(hue, base[1], brightness);
    this.shade = Pictures.hsb(hue - 0.01, Math.min(1, base[1] + 0.12), brightness * 0.72);
    this.pale = Pictures.hsb(hue, base[1] * 0.25, Math.min(1, brightness + 0.3));
  }

  static BufferedImage paint(long seed) {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D brush = Pictures.brush(image);
    try {
      new CatPainter(brush, new SplittableRandom(seed)).paint();
    } finally {
      brush.dispose();
    }
    return image;
  }

  private void paint() {
    room();
    brush.translate(between(-45, 45), between(-4, 4));
    fill(oval(160, 222, 112, 16), Pictures.hsb(wall + 0.4, 0.38, 0.82));
    tail();
    body();
    ears();
    head();
    if (random.nextInt(3) > 0) {
      stripes();
    }
    face();
  }

  private double between(double low, double high) {
    return low + random.nextDouble() * (high - low);
  }

  private void fill(Shape shape, Color colour) {
    brush.setPaint(colour);
    brush.fill(shape);
  }

  private void pen(double width, Color colour) {
    brush.setStroke(new BasicStroke((float) width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    brush.setPaint(colour);
  }

  private static Shape oval(double x, double y, double halfWidth, double halfHeight) {
    return new Ellipse2D.Double(x - halfWidth, y - halfHeight, 2 * halfWidth, 2 * halfHeight);
  }

  private static Shape turned(Shape shape, double angle, double x, double y) {
    return AffineTransform.getRotateInstance(angle, x, y).createTransformedShape(shape);
  }

  private void room() {
    Color top = Pictures.hsb(wall, 0.28, 0.97);
    Color bottom = Pictures.hsb(wall + 0.06, 0.16, 1);
    brush.setPaint(new GradientPaint(0, 0, top, 0, 190, bottom));
    brush.fill(new Rectangle2D.Double(0, 0, WIDTH, HEIGHT));
    for (int i = 0; i < 14; i++) {
      fill(oval(between(0, WIDTH), between(0, 180), 3, 3), Pictures.hsb(wall, 0.12, 1));
    }
    fill(new Rectangle2D.Double(0, 196, WIDTH, 44), Pictures.hsb(wall + 0.5, 0.2, 0.9));
  }

  private void tail() {
    double side = random.nextBoolean() ? 1 : -1;
    Path2D tail = new Path2D.Double();
    tail.moveTo(160 + side * 50, 210);
    tail.curveTo(
        160 + side * 120,
        215,
        160 + side * 108,
        150,
        160 + side * between(84, 110),
        between(105, 140));
    pen(18, coat);
    brush.draw(tail);
  }

  private void body() {
    fill(oval(160, 192, between(60, 70), 40), coat);
    fill(oval(160, 198, 34, 30), pale);
    fill(oval(132, 224, 21, 11), coat);
    fill(oval(188, 224, 21, 11), coat);
    pen(2, shade);
    for (double x : new double[] {126, 137, 182, 193}) {
      brush.draw(new Line2D.Double(x, 222, x, 230));
    }
  }

  private void ears() {
    double tip = between(14, 26);
    for (int side = -1; side <= 1; side += 2) {
      fill(ear(side, tip, 0), coat);
      fill(ear(side, tip, 10), new Color(0xf3a6a6));
    }
  }

  private static Shape ear(int side, double tip, double inset) {
    Path2D ear = new Path2D.Double();
    ear.moveTo(160 + side * (70 - inset), 96);
    ear.quadTo(
        160 + side * (76 - inset * 0.8), tip + 20 + inset, 160 + side * 64, tip + inset * 1.4);
    ear.quadTo(160 + side * 38, tip + 14 + inset, 160 + side * (16 + inset), 66);
    ear.closePath();
    return ear;
  }

  private void head() {
    brush.setPaint(new GradientPaint(0, 50, coat.brighter(), 0, 175, coat));
    brush.fill(oval(160, 112, 78, 62));
    fill(oval(143, 140, 26, 20), pale);
    fill(oval(177, 140, 26, 20), pale);
  }

  private void stripes() {
    pen(5, shade);
    for (int i = -1; i <= 1; i++) {
      brush.draw(
          new Line2D.Double(160 + 15 * i, 56 + 3 * Math.abs(i), 160 + 11 * i, between(70, 80)));
    }
    for (int side = -1; side <= 1; side += 2) {
      brush.draw(new Line2D.Double(160 + side * 73, 110, 160 + side * 60, between(110, 114)));
      brush.draw(new Line2D.Double(160 + side * 71, 124, 160 + side * 59, between(122, 126)));
    }
  }

  private void face() {
    Color iris = Pictures.hsb(between(0.12, 0.58), between(0.5, 0.8), 0.9);
    double pupil = between(3, 9);
    boolean winks = random.nextInt(6) == 0;
    for (int side = -1; side <= 1; side += 2) {
      double x = 160 + side * 35;
      if (winks && side == 1) {
        pen(4, INK);
        brush.draw(new QuadCurve2D.Double(x - 15, 108, x, 120, x + 15, 106));
        continue;
      }
      Shape eye = turned(oval(x, 106, 18, 15), side * -0.2, x, 106);
      fill(eye, iris);
      fill(oval(x, 106, pupil, 13), INK);
      fill(oval(x + 4, 100, 3.5, 3.5), Color.WHITE);
      pen(2.5, INK);
      brush.draw(eye);
    }
    nose();
    whiskers();
  }

  private void nose() {
    pen(2.5, INK);
    double smile = between(142, 152);
    brush.draw(new Line2D.Double(160, 130, 160, 138));
    brush.draw(new QuadCurve2D.Double(160, 138, 152, smile, 143, 140));
    brush.draw(new QuadCurve2D.Double(160, 138, 168, smile, 177, 140));
    fill(Pictures.polygon(151, 123, 169, 123, 160, 133), new Color(0xe77f88));
  }

  private void whiskers() {
    pen(1.6, new Color(0xd9ffffff, true));
    double droop = between(-6, 10);
    for (int side = -1; side <= 1; side += 2) {
      for (int i = -1; i <= 1; i++) {
        brush.draw(
            new QuadCurve2D.Double(
                160 + side * 34,
                138 + 4 * i,
                160 + side * 68,
                134 + 7 * i,
                160 + side * 102,
                138 + 11 * i + droop));
      }
    }
  }
}
