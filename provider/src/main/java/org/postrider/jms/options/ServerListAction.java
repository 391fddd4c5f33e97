// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.options;

/** What becomes of a list of servers that the broker sends in its open. */
public enum ServerListAction {
  /** It takes the place of the configured servers. */
  REPLACE,
  /** It is added to them. */
  ADD,
  /** Nothing. */
  IGNORE
}
