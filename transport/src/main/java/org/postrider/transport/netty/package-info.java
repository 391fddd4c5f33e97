// SPDX-License-Identifier: Apache-2.0
/**
 * Sockets, what stands between them and the engine, the tries to get them, and the event loops: the
 * only package that names Netty channels.
 */
@NullMarked
package org.postrider.transport.netty;

import org.jspecify.annotations.NullMarked;
