package dev.fetchery.demo.origin;

import java.util.Locale;
import java.util.Optional;

/** The countries whose flags the demo origin has, by their ISO 3166-1 code. */
enum Flag {
  CN("China"),
  IN("India"),
  US("United States"),
  ID("Indonesia"),
  BR("Brazil"),
  PK("Pakistan"),
  NG("Nigeria"),
  BD("Bangladesh"),
  RU("Russia"),
  JP("Japan"),
  MX("Mexico"),
  PH("Philippines"),
  VN("Vietnam"),
  ET("Ethiopia"),
  EG("Egypt"),
  DE("Germany"),
  IR("Iran"),
  CD("Democratic Republic of the Congo"),
  FR("France");

  private final String country;

  Flag(String country) {
    this.country = country;
  }

  String country() {
    return country;
  }

  /** By the code in lower case, as it stands in paths. */
  static Optional<Flag> ofCode(String code) {
    for (Flag flag : values()) {
      if (flag.name().toLowerCase(Locale.ROOT).equals(code)) {
        return Optional.of(flag);
      }
    }
    return Optional.empty();
  }
}
