/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.exchange.spi;

import java.io.IOException;
import java.nio.file.Path;
import org.orthotwin.core.Monitor;
import org.orthotwin.exchange.Content;
import org.orthotwin.exchange.ExchangeOptions;

/** Writes files of others, whole or not at all. Stateless; used from many threads. */
@FunctionalInterface
public interface Exporter {

    /** @throws IOException if the file cannot be written; what was there before is then untouched */
    void write(Content content, Path file, ExchangeOptions options, Monitor monitor) throws IOException;
}
