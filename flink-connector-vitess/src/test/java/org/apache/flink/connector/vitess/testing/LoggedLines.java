// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;

/** What a class, or a package, writes to the log while this is open. */
public final class LoggedLines extends AbstractAppender implements AutoCloseable {

    private final List<LogEvent> events = new CopyOnWriteArrayList<>();
    private final Logger logger;

    /** Begins to listen. */
    public LoggedLines(Class<?> of) {
        this(of.getName());
    }

    /** Begins to listen to the classes of a package. */
    public LoggedLines(Package of) {
        this(of.getName());
    }

    private LoggedLines(String of) {
        super("logged-lines", null, null, false, Property.EMPTY_ARRAY);
        logger = (Logger) LogManager.getLogger(of);
        start();
        logger.addAppender(this);
    }

    @Override
    public void append(LogEvent event) {
        events.add(event.toImmutable());
    }

    /** Level and message of each line so far. */
    public List<String> lines() {
        return events.stream()
                .map(event -> event.getLevel() + " " + event.getMessage().getFormattedMessage())
                .toList();
    }

    /** How many lines have a stack trace. */
    public long stackTraces() {
        return events.stream().filter(event -> event.getThrown() != null).count();
    }

    @Override
    public void close() {
        logger.removeAppender(this);
        stop();
    }
}
