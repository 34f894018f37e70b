// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing.faults;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The faults of {@code docs/reliability.md} that a test shows the connector to survive. The test
 * may have a parameter of type {@link Figures} to say what it measured. All of them have the tag
 * {@code fault}.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Tag("fault")
@ExtendWith(FaultReporter.class)
public @interface Fault {

    /** The faults' ids, as in {@code A4}. */
    String[] value();
}
