// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.selector;

import jakarta.jms.InvalidSelectorException;
import org.postrider.jms.selector.Operand.Kind;

/**
 * Recognises one selector, by recursive descent: one method for each level of precedence, the
 * loosest first.
 *
 * <p>Not thread-safe.
 */
final class SelectorParser {

  /** Parts that lie deeper in each other are refused, so that they cannot exhaust the stack. */
  static final int MAX_DEPTH = 200;

  private final Tokens tokens;
  private int depth;

  SelectorParser(Tokens tokens) {
    this.tokens = tokens;
  }

  void selector() throws InvalidSelectorException {
    check(or(), Kind.BOOLEAN);
    if (!tokens.isNext(Terminal.END)) {
      throw tokens.unexpected("an operator or the end");
    }
  }

  private Operand or() throws InvalidSelectorException {
    Operand left = and();
    while (tokens.isNext(Terminal.OR)) {
      check(left, Kind.BOOLEAN);
      tokens.take();
      check(and(), Kind.BOOLEAN);
      left = left.as(Kind.BOOLEAN, tokens.end());
    }
    return left;
  }

  private Operand and() throws InvalidSelectorException {
    Operand left = not();
    while (tokens.isNext(Terminal.AND)) {
      check(left, Kind.BOOLEAN);
      tokens.take();
      check(not(), Kind.BOOLEAN);
      left = left.as(Kind.BOOLEAN, tokens.end());
    }
    return left;
  }

  private Operand not() throws InvalidSelectorException {
    if (!tokens.isNext(Terminal.NOT)) {
      return equality();
    }
    int start = tokens.take().start();
    deeper(start);
    check(not(), Kind.BOOLEAN);
    depth--;
    return new Operand(Kind.BOOLEAN, start, tokens.end());
  }

  private Operand equality() throws InvalidSelectorException {
    Operand left = comparison();
    while (true) {
      if (tokens.takeIf(Terminal.IS)) {
        tokens.takeIf(Terminal.NOT);
        tokens.take(Terminal.NULL);
      } else if (tokens.isNext(Terminal.EQUAL) || tokens.isNext(Terminal.NOT_EQUAL)) {
        tokens.take();
        // Unlike types may be compared, and are then not equal (3.8.1.1).
        comparison();
      } else {
        return left;
      }
      left = left.as(Kind.BOOLEAN, tokens.end());
    }
  }

  private Operand comparison() throws InvalidSelectorException {
    Operand left = sum();
    while (true) {
      switch (tokens.peek().terminal()) {
        case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL -> {
          check(left, Kind.NUMBER);
          tokens.take();
          check(sum(), Kind.NUMBER);
        }
        case NOT -> {
          tokens.take();
          if (!predicate(left)) {
            throw tokens.unexpected("BETWEEN, IN or LIKE");
          }
        }
        default -> {
          if (!predicate(left)) {
            return left;
          }
        }
      }
      left = left.as(Kind.BOOLEAN, tokens.end());
    }
  }

  /** What may have NOT before it. */
  private boolean predicate(Operand left) throws InvalidSelectorException {
    switch (tokens.peek().terminal()) {
      case BETWEEN -> between(left);
      case IN -> in(left);
      case LIKE -> like(left);
      default -> {
        return false;
      }
    }
    return true;
  }

  private void between(Operand left) throws InvalidSelectorException {
    check(left, Kind.NUMBER);
    tokens.take();
    check(sum(), Kind.NUMBER);
    tokens.take(Terminal.AND);
    check(sum(), Kind.NUMBER);
  }

  private void in(Operand left) throws InvalidSelectorException {
    check(left, Kind.PROPERTY);
    tokens.take();
    tokens.take(Terminal.OPEN);
    do {
      tokens.take(Terminal.TEXT);
    } while (tokens.takeIf(Terminal.COMMA));
    tokens.take(Terminal.CLOSE);
  }

  private void like(Operand left) throws InvalidSelectorException {
    check(left, Kind.TEXT);
    tokens.take();
    tokens.take(Terminal.TEXT);
    if (tokens.takeIf(Terminal.ESCAPE)) {
      Token escape = tokens.take(Terminal.TEXT);
      String text = tokens.text(escape);
      String character = text.substring(1, text.length() - 1).replace("''", "'");
      if (character.codePointCount(0, character.length()) != 1) {
        throw tokens.fault("a single character to escape with", escape.start(), escape.end());
      }
    }
  }

  private Operand sum() throws InvalidSelectorException {
    Operand left = product();
    while (tokens.isNext(Terminal.PLUS) || tokens.isNext(Terminal.MINUS)) {
      check(left, Kind.NUMBER);
      tokens.take();
      check(product(), Kind.NUMBER);
      left = left.as(Kind.NUMBER, tokens.end());
    }
    return left;
  }

  private Operand product() throws InvalidSelectorException {
    Operand left = signed();
    while (tokens.isNext(Terminal.TIMES)
        || tokens.isNext(Terminal.DIVIDE)
        || tokens.isNext(Terminal.MODULO)) {
      check(left, Kind.NUMBER);
      tokens.take();
      check(signed(), Kind.NUMBER);
      left = left.as(Kind.NUMBER, tokens.end());
    }
    return left;
  }

  private Operand signed() throws InvalidSelectorException {
    boolean minus = tokens.isNext(Terminal.MINUS);
    if (!minus && !tokens.isNext(Terminal.PLUS)) {
      return primary(false);
    }
    int start = tokens.take().start();
    deeper(start);
    boolean sign = tokens.isNext(Terminal.MINUS) || tokens.isNext(Terminal.PLUS);
    check(sign ? signed() : primary(minus), Kind.NUMBER);
    depth--;
    return new Operand(Kind.NUMBER, start, tokens.end());
  }

  private Operand primary(boolean negative) throws InvalidSelectorException {
    Token token = tokens.peek();
    return switch (token.terminal()) {
      case OPEN -> {
        tokens.take();
        deeper(token.start());
        Kind inner = or().kind();
        tokens.take(Terminal.CLOSE);
        depth--;
        yield new Operand(inner, token.start(), tokens.end());
      }
      case NOT -> not();
      case IDENTIFIER -> literal(Kind.PROPERTY);
      case TEXT -> literal(Kind.TEXT);
      case TRUE, FALSE -> literal(Kind.BOOLEAN);
      case DECIMAL -> literal(Kind.NUMBER);
      case INTEGER -> {
        checkRange(token, negative);
        yield literal(Kind.NUMBER);
      }
      default -> throw tokens.unexpected("an identifier, a literal or a bracket");
    };
  }

  private Operand literal(Kind kind) throws InvalidSelectorException {
    Token token = tokens.take();
    return new Operand(kind, token.start(), token.end());
  }

  /** The sign belongs to the literal: the smallest long has no positive twin. */
  private void checkRange(Token token, boolean negative) throws InvalidSelectorException {
    String text = tokens.text(token).replaceAll("[lL]$", "");
    try {
      Long.decode(negative ? "-" + text : text);
    } catch (NumberFormatException tooLarge) {
      throw tokens.fault("a number in the range of a long", token.start(), token.end());
    }
  }

  private void deeper(int start) throws InvalidSelectorException {
    if (++depth > MAX_DEPTH) {
      throw tokens.fault("at most " + MAX_DEPTH + " parts in each other", start, start + 1);
    }
  }

  private void check(Operand operand, Kind wanted) throws InvalidSelectorException {
    if (!operand.canBe(wanted)) {
      throw tokens.fault(wanted.wanted, operand.start(), operand.end());
    }
  }
}
