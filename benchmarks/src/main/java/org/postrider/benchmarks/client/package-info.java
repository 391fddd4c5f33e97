// SPDX-License-Identifier: Apache-2.0
/**
 * What runs in a trial's own process: one scenario with one provider, measured. It knows the JMS
 * API only.
 */
@NullMarked
package org.postrider.benchmarks.client;

import org.jspecify.annotations.NullMarked;
