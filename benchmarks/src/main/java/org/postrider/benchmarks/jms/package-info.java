// SPDX-License-Identifier: Apache-2.0
/**
 * JMS clients in the process of a trial: one scenario with one provider, measured. It knows the JMS
 * API only.
 */
@NullMarked
package org.postrider.benchmarks.jms;

import org.jspecify.annotations.NullMarked;
