// SPDX-License-Identifier: Apache-2.0
/** Sockets, TLS and event loops: the only package that names Netty channels. */
@NullMarked
package org.postrider.transport.netty;

import org.jspecify.annotations.NullMarked;
