// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.selector;

import jakarta.jms.InvalidSelectorException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes a selector apart, one token ahead of the parser.
 *
 * <p>Not thread-safe.
 */
final class Tokens {

  /** A longer piece of the selector is cut in messages. */
  private static final int MAX_SHOWN = 200;

  private static final Pattern DECIMAL =
      Pattern.compile(
          "(\\d+\\.\\d*|\\.\\d+)([eE][+-]?\\d+)?[fFdD]?|\\d+([eE][+-]?\\d+[fFdD]?|[fFdD])");

  private static final Pattern INTEGER =
      Pattern.compile("(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\\d*)[lL]?");

  private final String selector;
  private Token next;

  /** The end of the token that was taken last. */
  private int taken;

  Tokens(String selector) throws InvalidSelectorException {
    this.selector = selector;
    this.next = read(0);
  }

  /** The token that comes, which stays. */
  Token peek() {
    return next;
  }

  boolean isNext(Terminal terminal) {
    return next.terminal() == terminal;
  }

  /** Takes the token that comes. */
  Token take() throws InvalidSelectorException {
    Token token = next;
    taken = token.end();
    next = read(token.end());
    return token;
  }

  /** Takes the token that comes if it is this one. */
  boolean takeIf(Terminal terminal) throws InvalidSelectorException {
    boolean found = isNext(terminal);
    if (found) {
      take();
    }
    return found;
  }

  /** Takes the token that comes, which must be this one. */
  Token take(Terminal terminal) throws InvalidSelectorException {
    if (!isNext(terminal)) {
      throw unexpected(terminal.toString());
    }
    return take();
  }

  /** The index behind the token that was taken last. */
  int end() {
    return taken;
  }

  String text(Token token) {
    return selector.substring(token.start(), token.end());
  }

  /** The token that comes is not what the grammar wants. */
  InvalidSelectorException unexpected(String wanted) {
    return fault(wanted, next.start(), next.end());
  }

  /** A piece of the selector is not what it must be; positions are told from 1 on. */
  InvalidSelectorException fault(String wanted, int start, int end) {
    String found = start == end ? "the end" : quoted(selector.substring(start, end));
    return new InvalidSelectorException(
        "selector must have "
            + wanted
            + " at position "
            + (start + 1)
            + ", not "
            + found
            + ": "
            + quoted(selector));
  }

  private static String quoted(String text) {
    return '"' + (text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "…" : text) + '"';
  }

  private Token read(int from) throws InvalidSelectorException {
    int start = skipBlanks(from);
    if (start == selector.length()) {
      return new Token(Terminal.END, start, start);
    }
    char c = selector.charAt(start);
    if (c == '\'') {
      return new Token(Terminal.TEXT, start, closing(start, '\''));
    }
    if (c == '"') {
      // Names that are no Java identifiers: an extension that Qpid JMS and Artemis share.
      return new Token(Terminal.IDENTIFIER, start, closing(start, '"'));
    }
    if (Character.isJavaIdentifierStart(selector.codePointAt(start))) {
      return word(start);
    }
    return isDigit(start) || c == '.' && isDigit(start + 1) ? number(start) : operator(start);
  }

  /** Blanks and, an extension that the peers share, comments. */
  private int skipBlanks(int from) throws InvalidSelectorException {
    int at = from;
    while (at < selector.length()) {
      if (" \t\f\r\n".indexOf(selector.charAt(at)) >= 0) {
        at++;
      } else if (selector.startsWith("--", at)) {
        int line = selector.indexOf('\n', at);
        at = line < 0 ? selector.length() : line;
      } else if (selector.startsWith("/*", at)) {
        int end = selector.indexOf("*/", at + 2);
        if (end < 0) {
          throw fault("a comment closed by */", at, selector.length());
        }
        at = end + 2;
      } else {
        return at;
      }
    }
    return at;
  }

  /** The index behind the quote that closes; a doubled one stands for itself. */
  private int closing(int start, char quote) throws InvalidSelectorException {
    int at = start + 1;
    while (at < selector.length()) {
      boolean isQuote = selector.charAt(at) == quote;
      if (isQuote && (at + 1 == selector.length() || selector.charAt(at + 1) != quote)) {
        return at + 1;
      }
      at += isQuote ? 2 : 1;
    }
    throw fault("a text closed by " + quote, start, selector.length());
  }

  private Token word(int start) {
    int end = start;
    while (end < selector.length() && Character.isJavaIdentifierPart(selector.codePointAt(end))) {
      end += Character.charCount(selector.codePointAt(end));
    }
    Terminal keyword = Terminal.keyword(selector.substring(start, end));
    return new Token(keyword == null ? Terminal.IDENTIFIER : keyword, start, end);
  }

  private boolean isDigit(int at) {
    return at < selector.length() && selector.charAt(at) >= '0' && selector.charAt(at) <= '9';
  }

  private Token number(int start) throws InvalidSelectorException {
    Matcher decimal = DECIMAL.matcher(selector).region(start, selector.length());
    if (decimal.lookingAt() && endsAt(decimal.end())) {
      return new Token(Terminal.DECIMAL, start, decimal.end());
    }
    Matcher integer = INTEGER.matcher(selector).region(start, selector.length());
    if (integer.lookingAt() && endsAt(integer.end())) {
      return new Token(Terminal.INTEGER, start, integer.end());
    }
    int end = start;
    while (!endsAt(end)) {
      end++;
    }
    throw fault("a number in the syntax of Java", start, end);
  }

  /** Whether a number ends here: nothing follows that looks like more of it. */
  private boolean endsAt(int at) {
    return at == selector.length()
        || selector.charAt(at) != '.' && !Character.isJavaIdentifierPart(selector.charAt(at));
  }

  private Token operator(int start) throws InvalidSelectorException {
    Terminal terminal =
        switch (selector.charAt(start)) {
          case '=' -> Terminal.EQUAL;
          case '<' ->
              selector.startsWith(">", start + 1)
                  ? Terminal.NOT_EQUAL
                  : orEqual(start, Terminal.LESS, Terminal.LESS_OR_EQUAL);
          case '>' -> orEqual(start, Terminal.GREATER, Terminal.GREATER_OR_EQUAL);
          case '+' -> Terminal.PLUS;
          case '-' -> Terminal.MINUS;
          case '*' -> Terminal.TIMES;
          case '/' -> Terminal.DIVIDE;
          case '%' -> Terminal.MODULO;
          case '(' -> Terminal.OPEN;
          case ')' -> Terminal.CLOSE;
          case ',' -> Terminal.COMMA;
          default -> {
            int end = selector.offsetByCodePoints(start, 1);
            throw fault("an identifier, a literal or an operator", start, end);
          }
        };
    return new Token(terminal, start, start + terminal.toString().length());
  }

  private Terminal orEqual(int start, Terminal alone, Terminal withEqual) {
    return selector.startsWith("=", start + 1) ? withEqual : alone;
  }
}
