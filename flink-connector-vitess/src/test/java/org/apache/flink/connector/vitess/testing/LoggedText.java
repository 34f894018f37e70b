// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.function.Predicate;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;

/**
 * All that is logged by anything while this is open, at the level DEBUG or above, and by gRPC at
 * all levels. Nothing of it is printed.
 */
public final class LoggedText implements AutoCloseable {

    private final StringBuffer text = new StringBuffer();
    private final Predicate<String> loggers;
    private final AbstractAppender appender = new Appender();
    private final Handler handler = new JavaHandler();
    private final java.util.logging.Logger grpc = java.util.logging.Logger.getLogger("io.grpc");

    /**
     * Begins to listen.
     *
     * @param loggers whether to listen to a logger of that name
     */
    public LoggedText(Predicate<String> loggers) {
        this.loggers = loggers;
        Logger root = (Logger) LogManager.getRootLogger();
        root.getAppenders().values().forEach(root::removeAppender);
        appender.start();
        root.addAppender(appender);
        Configurator.setAllLevels("", Level.DEBUG);
        grpc.setUseParentHandlers(false);
        grpc.setLevel(java.util.logging.Level.ALL);
        handler.setLevel(java.util.logging.Level.ALL);
        grpc.addHandler(handler);
    }

    /** All messages, threads and stack traces so far. */
    public String text() {
        return text.toString();
    }

    /** The stack trace of a failure, with those of its causes and suppressed ones. */
    static String of(Throwable failure) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        return trace.toString();
    }

    private void add(String logger, String thread, String message, Throwable thrown) {
        if (loggers.test(logger)) {
            text.append(logger).append(" [").append(thread).append("] ").append(message);
            text.append(thrown == null ? "\n" : "\n" + of(thrown));
        }
    }

    /** Logs again as configured. */
    @Override
    public void close() {
        Configurator.reconfigure();
        appender.stop();
        grpc.removeHandler(handler);
        grpc.setLevel(null);
        grpc.setUseParentHandlers(true);
    }

    private final class Appender extends AbstractAppender {

        Appender() {
            super("logged-text", null, null, false, Property.EMPTY_ARRAY);
        }

        @Override
        public void append(LogEvent event) {
            add(
                    event.getLoggerName(),
                    event.getThreadName(),
                    event.getMessage().getFormattedMessage(),
                    event.getThrown());
        }
    }

    private final class JavaHandler extends Handler {

        @Override
        public void publish(LogRecord line) {
            add(
                    line.getLoggerName(),
                    Thread.currentThread().getName(),
                    line.getMessage(),
                    line.getThrown());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
