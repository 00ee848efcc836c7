/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.authoring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.orthotwin.core.AtomicFiles;
import org.orthotwin.core.Sha256;
import org.orthotwin.model.implant.Catalogue;

/** A p2 repository with one bundle, as Equinox p2 reads it: {@code content.xml} says what there is, {@code artifacts.xml} where. */
final class P2Repository {

    private P2Repository() {
    }

    /** @param jar the bundle, in {@code plugins/} of the repository under its name and version */
    static void write(Path repository, Catalogue c, String id, String version, Path jar, Instant now) throws IOException {
        String name = ProjectTemplate.xml(c.getName() == null ? c.getId() : c.getName());
        String vendor = ProjectTemplate.xml(c.getManufacturer() == null ? "" : c.getManufacturer());
        AtomicFiles.writeString(repository.resolve("content.xml"), """
                <?xml version='1.0' encoding='UTF-8'?>
                <?metadataRepository version='1.2.0'?>
                <repository name='%1$s' type='org.eclipse.equinox.internal.p2.metadata.repository.LocalMetadataRepository' version='1'>
                  <properties size='1'>
                    <property name='p2.timestamp' value='%5$d'/>
                  </properties>
                  <units size='1'>
                    <unit id='%2$s' version='%3$s'>
                      <update id='%2$s' range='[0.0.0,%3$s)' severity='0'/>
                      <properties size='2'>
                        <property name='org.eclipse.equinox.p2.name' value='%1$s'/>
                        <property name='org.eclipse.equinox.p2.provider' value='%4$s'/>
                      </properties>
                      <provides size='3'>
                        <provided namespace='org.eclipse.equinox.p2.iu' name='%2$s' version='%3$s'/>
                        <provided namespace='osgi.bundle' name='%2$s' version='%3$s'/>
                        <provided namespace='org.eclipse.equinox.p2.eclipse.type' name='bundle' version='1.0.0'/>
                      </provides>
                      <requires size='1'>
                        <required namespace='osgi.bundle' name='org.orthotwin.catalog' range='0.0.0'/>
                      </requires>
                      <artifacts size='1'>
                        <artifact classifier='osgi.bundle' id='%2$s' version='%3$s'/>
                      </artifacts>
                      <touchpoint id='org.eclipse.equinox.p2.osgi' version='1.0.0'/>
                      <touchpointData size='1'>
                        <instructions size='1'>
                          <instruction key='manifest'>
                            Bundle-SymbolicName: %2$s;singleton:=true&#xA;Bundle-Version: %3$s&#xA;
                          </instruction>
                        </instructions>
                      </touchpointData>
                    </unit>
                  </units>
                </repository>
                """.formatted(name, id, version, vendor, now.toEpochMilli()));
        AtomicFiles.writeString(repository.resolve("artifacts.xml"), """
                <?xml version='1.0' encoding='UTF-8'?>
                <?artifactRepository version='1.1.0'?>
                <repository name='%1$s' type='org.eclipse.equinox.p2.artifact.repository.simpleRepository' version='1'>
                  <properties size='1'>
                    <property name='p2.timestamp' value='%4$d'/>
                  </properties>
                  <mappings size='1'>
                    <rule filter='(&amp; (classifier=osgi.bundle))' output='${repoUrl}/plugins/${id}_${version}.jar'/>
                  </mappings>
                  <artifacts size='1'>
                    <artifact classifier='osgi.bundle' id='%2$s' version='%3$s'>
                      <properties size='2'>
                        <property name='download.size' value='%5$d'/>
                        <property name='download.checksum.sha-256' value='%6$s'/>
                      </properties>
                    </artifact>
                  </artifacts>
                </repository>
                """.formatted(name, id, version, now.toEpochMilli(), Files.size(jar), Sha256.of(jar)));
        AtomicFiles.writeString(repository.resolve("p2.index"), """
                version=1
                metadata.repository.factory.order=content.xml,!
                artifact.repository.factory.order=artifacts.xml,!
                """);
    }
}
