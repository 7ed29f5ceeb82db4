package dev.fetchery.demo.origin;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Arc2D;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;

/** Draws flags well enough to be told apart; emblems are hinted at. */
final class FlagPainter {
  private static final int WIDTH = 240;
  private static final int HEIGHT = 160;
  private static final int WHITE = 0xffffff;
  private static final int BLACK = 0x000000;
  private static final int GOLD = 0xfcd116;

  private final Graphics2D brush;

  private FlagPainter(Graphics2D brush) {
    this.brush = brush;
  }

  static BufferedImage paint(Flag flag) {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D brush = Pictures.brush(image);
    try {
      new FlagPainter(brush).draw(flag);
    } finally {
      brush.dispose();
    }
    return image;
  }

  private void draw(Flag flag) {
    switch (flag) {
      case CN -> china();
      case IN -> india();
      case US -> unitedStates();
      case ID -> rows(0xce1126, WHITE);
      case BR -> brazil();
      case PK -> pakistan();
      case NG -> columns(0x008751, WHITE, 0x008751);
      case BD -> {
        rows(0x006a4e);
        disc(108, 80, 48, 0xf42a41);
      }
      case RU -> rows(WHITE, 0x0039a6, 0xd52b1e);
      case JP -> {
        rows(WHITE);
        disc(120, 80, 48, 0xbc002d);
      }
      case MX -> mexico();
      case PH -> philippines();
      case VN -> {
        rows(0xda251d);
        star(120, 84, 50, 0xffff00);
      }
      case ET -> ethiopia();
      case EG -> egypt();
      case DE -> rows(BLACK, 0xdd0000, 0xffce00);
      case IR -> iran();
      case CD -> congo();
      case FR -> columns(0x0055a4, WHITE, 0xef4135);
    }
  }

  private void fill(Shape shape, int rgb) {
    brush.setPaint(new Color(rgb));
    brush.fill(shape);
  }

  private void pen(double width, int rgb) {
    brush.setPaint(new Color(rgb));
    brush.setStroke(new BasicStroke((float) width));
  }

  private void rows(int... colours) {
    for (int i = 0; i < colours.length; i++) {
      int top = HEIGHT * i / colours.length;
      int bottom = HEIGHT * (i + 1) / colours.length;
      fill(new Rectangle2D.Double(0, top, WIDTH, bottom - top), colours[i]);
    }
  }

  private void columns(int... colours) {
    int width = WIDTH / colours.length;
    for (int i = 0; i < colours.length; i++) {
      fill(new Rectangle2D.Double(i * width, 0, width, HEIGHT), colours[i]);
    }
  }

  private void disc(double x, double y, double radius, int rgb) {
    fill(new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius), rgb);
  }

  private void star(double x, double y, double radius, int rgb) {
    fill(Pictures.star(x, y, radius, 0.382, 5), rgb);
  }

  private void china() {
    rows(0xde2910);
    star(40, 42, 25, 0xffde00);
    star(80, 18, 8, 0xffde00);
    star(96, 35, 8, 0xffde00);
    star(96, 58, 8, 0xffde00);
    star(80, 75, 8, 0xffde00);
  }

  private void india() {
    rows(0xff9933, WHITE, 0x138808);
    pen(2.5, 0x000080);
    brush.draw(new Ellipse2D.Double(98, 58, 44, 44));
    pen(1, 0x000080);
    for (int i = 0; i < 24; i++) {
      double angle = Math.PI * i / 12;
      brush.draw(new Line2D.Double(120, 80, 120 + 21 * Math.cos(angle), 80 + 21 * Math.sin(angle)));
    }
    disc(120, 80, 4, 0x000080);
  }

  private void unitedStates() {
    int[] stripes = new int[13];
    for (int i = 0; i < stripes.length; i++) {
      stripes[i] = i % 2 == 0 ? 0xb22234 : WHITE;
    }
    rows(stripes);
    int bottom = HEIGHT * 7 / 13;
    fill(new Rectangle2D.Double(0, 0, 100, bottom), 0x3c3b6e);
    for (int row = 0; row < 9; row++) {
      int inRow = row % 2 == 0 ? 6 : 5;
      for (int i = 0; i < inRow; i++) {
        star((row % 2 == 0 ? 9 : 17.3) + i * 16.5, 9 + row * 8.5, 4.2, WHITE);
      }
    }
  }

  private void brazil() {
    rows(0x009c3b);
    fill(Pictures.polygon(18, 80, 120, 14, 222, 80, 120, 146), 0xffdf00);
    Shape globe = new Ellipse2D.Double(80, 40, 80, 80);
    fill(globe, 0x002776);
    Shape clip = brush.getClip();
    brush.clip(globe);
    pen(9, WHITE);
    brush.draw(new Arc2D.Double(20, 66, 190, 150, 20, 140, Arc2D.OPEN));
    brush.setClip(clip);
    star(100, 96, 5, WHITE);
    star(122, 104, 5, WHITE);
    star(140, 94, 4, WHITE);
    star(112, 56, 4, WHITE);
  }

  private void pakistan() {
    rows(0x01411c);
    fill(new Rectangle2D.Double(0, 0, 60, HEIGHT), WHITE);
    disc(150, 80, 46, WHITE);
    disc(164, 68, 42, 0x01411c);
    fill(Pictures.star(176, 56, 16, 0.382, 5), WHITE);
  }

  private void mexico() {
    columns(0x006847, WHITE, 0xce1126);
    pen(5, 0x2f7d4f);
    brush.draw(new Arc2D.Double(98, 58, 44, 44, 180, 180, Arc2D.OPEN));
    fill(new Ellipse2D.Double(107, 62, 26, 30), 0x8c5a2b);
    fill(Pictures.polygon(112, 66, 100, 56, 118, 60), 0x6b4420);
    disc(127, 64, 6, 0x6b4420);
    fill(new Rectangle2D.Double(110, 93, 20, 5), 0x30a0b8);
  }

  private void philippines() {
    rows(0x0038a8, 0xce1126);
    fill(Pictures.polygon(0, 0, 138, 80, 0, 160), WHITE);
    fill(Pictures.star(46, 80, 28, 0.45, 8), GOLD);
    disc(46, 80, 14, GOLD);
    star(12, 22, 9, GOLD);
    star(12, 138, 9, GOLD);
    star(118, 80, 9, GOLD);
  }

  private void ethiopia() {
    rows(0x078930, 0xfcdd09, 0xda121a);
    disc(120, 80, 40, 0x0f47af);
    brush.setPaint(new Color(0xfcdd09));
    brush.setStroke(new BasicStroke(3));
    brush.draw(Pictures.star(120, 82, 32, 0.382, 5));
  }

  private void egypt() {
    rows(0xce1126, WHITE, BLACK);
    fill(Pictures.polygon(120, 62, 104, 66, 104, 90, 112, 96, 128, 96, 136, 90, 136, 66), 0xc09300);
    fill(new Rectangle2D.Double(114, 70, 12, 16), WHITE);
    disc(120, 61, 5, 0xc09300);
    fill(new Rectangle2D.Double(104, 97, 32, 5), 0xc09300);
  }

  private void iran() {
    rows(0x239f40, WHITE, 0xda0000);
    for (double half : new double[] {20, 12}) {
      Area leaf = new Area(new Ellipse2D.Double(120 - half, 80 - 18, 2 * half, 36));
      leaf.subtract(new Area(new Ellipse2D.Double(120 - half + 4, 80 - 22, 2 * half - 8, 36)));
      fill(leaf, 0xda0000);
    }
    fill(new Rectangle2D.Double(118, 62, 4, 38), 0xda0000);
    pen(2, WHITE);
    for (int x = 4; x < WIDTH; x += 11) {
      brush.draw(new Rectangle2D.Double(x, 49, 4, 2));
      brush.draw(new Rectangle2D.Double(x, 109, 4, 2));
    }
  }

  private void congo() {
    rows(0x007fff);
    fill(Pictures.polygon(0, 160, 0, 118, 176, 0, 240, 0, 240, 42, 64, 160), 0xf7d618);
    fill(Pictures.polygon(0, 160, 0, 129, 193, 0, 240, 0, 240, 31, 47, 160), 0xce1021);
    star(40, 42, 30, 0xf7d618);
  }
}
