package dev.fetchery.demo.origin;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * A picture drawn from a name: a mirrored pattern of squares in the manner of an identicon. The
 * same name always gives the same picture. Encoding takes time: not for an event loop.
 */
final class Picture {
  private static final int CELLS = 8;

  private Picture() {}

  static StaticBody png(String name, int width, int height) throws IOException {
    return StaticBody.of("image/png", encode("png", draw(name, width, height)));
  }

  static StaticBody gif(String name, int width, int height) throws IOException {
    return StaticBody.of("image/gif", encode("gif", draw(name, width, height)));
  }

  /** Sets pixels without a {@code Graphics2D}, which would look for a display. */
  private static BufferedImage draw(String name, int width, int height) {
    SplittableRandom random = new SplittableRandom(name.hashCode() * 0x9e3779b97f4a7c15L);
    long pattern = random.nextLong();
    float hue = (float) random.nextDouble();
    float pale = (float) random.nextDouble(0.05, 0.25);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    int paper = Color.HSBtoRGB(hue + 0.5f, pale, 1);
    for (int y = 0; y < height; y++) {
      int row = y * CELLS / height;
      float down = (float) y / height;
      int ink = Color.HSBtoRGB(hue + down * 0.15f, 0.75f, 0.95f - down * 0.35f);
      for (int x = 0; x < width; x++) {
        int column = x * CELLS / width;
        int cell = row * CELLS + Math.min(column, CELLS - 1 - column);
        image.setRGB(x, y, (pattern >>> cell & 1) == 1 ? ink : paper);
      }
    }
    return image;
  }

  private static byte[] encode(String format, BufferedImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
    // ImageIO would buffer a plain stream in a temporary file
    try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      if (!ImageIO.write(image, format, out)) {
        throw new IOException("this Java platform cannot write " + format);
      }
    }
    return bytes.toByteArray();
  }
}
