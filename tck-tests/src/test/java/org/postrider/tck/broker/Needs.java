// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.broker;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** A test, or all of a class, is skipped on a broker that lacks one of these. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(Needs.Condition.class)
public @interface Needs {
  Capability[] value();

  /** Asks the broker under test; its answer is the reason. Stateless. */
  final class Condition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      BrokerKind broker = BrokerKind.underTest();
      return AnnotationSupport.findAnnotation(context.getElement(), Needs.class)
          .flatMap(needs -> broker.missing(needs.value()))
          .map(reason -> ConditionEvaluationResult.disabled(broker.title() + " " + reason))
          .orElseGet(() -> ConditionEvaluationResult.enabled("the broker can"));
    }
  }
}
