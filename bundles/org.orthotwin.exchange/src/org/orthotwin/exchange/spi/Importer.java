/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.exchange.spi;

import java.io.IOException;
import java.nio.file.Path;
import org.orthotwin.core.Monitor;
import org.orthotwin.exchange.ExchangeOptions;
import org.orthotwin.exchange.Imported;

/** Reads files of others. Stateless; used from many threads. */
@FunctionalInterface
public interface Importer {

    /**
     * @throws IOException if the file cannot be read
     * @throws org.orthotwin.core.InputException if its content is broken or its unit must be said
     */
    Imported read(Path file, ExchangeOptions options, Monitor monitor) throws IOException;
}
