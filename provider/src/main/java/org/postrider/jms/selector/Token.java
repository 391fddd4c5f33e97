// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.selector;

/**
 * A terminal of the grammar and where it stands.
 *
 * <p>Immutable.
 *
 * @param start index of its first character
 * @param end index behind its last character
 */
record Token(Terminal terminal, int start, int end) {}
