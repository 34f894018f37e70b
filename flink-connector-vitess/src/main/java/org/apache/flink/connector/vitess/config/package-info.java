// SPDX-License-Identifier: Apache-2.0
/**
 * What a user can decide, as immutable records that check themselves.
 *
 * <p>Rule: uses nothing but {@code position} and Flink's stability annotations.
 */
package org.apache.flink.connector.vitess.config;
