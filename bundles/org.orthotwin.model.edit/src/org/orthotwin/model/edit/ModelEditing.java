/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.model.edit;

import java.nio.file.Path;
import java.util.List;
import org.eclipse.emf.common.command.BasicCommandStack;
import org.eclipse.emf.edit.domain.AdapterFactoryEditingDomain;
import org.eclipse.emf.edit.provider.ComposedAdapterFactory;
import org.eclipse.emf.edit.provider.ReflectiveItemProviderAdapterFactory;
import org.eclipse.emf.edit.provider.resource.ResourceItemProviderAdapterFactory;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.model.anatomy.AnatomyFiles;
import org.orthotwin.model.anatomy.ModelFiles;
import org.orthotwin.model.anatomy.ModelFormat;
import org.orthotwin.model.anatomy.NamedElement;
import org.orthotwin.model.anatomy.provider.AnatomyItemProviderAdapterFactory;
import org.orthotwin.model.implant.ImplantFiles;
import org.orthotwin.model.implant.provider.ImplantItemProviderAdapterFactory;
import org.orthotwin.model.scenario.ScenarioFiles;
import org.orthotwin.model.scenario.provider.ScenarioItemProviderAdapterFactory;
import org.orthotwin.model.twin.TwinFiles;
import org.orthotwin.model.twin.provider.TwinItemProviderAdapterFactory;

/** What is common to all four models for those who edit or check any of them. */
public final class ModelEditing {

    /** The formats of all model files, in the order of their bundles. */
    public static final List<ModelFormat<? extends NamedElement>> FORMATS =
            List.of(AnatomyFiles.FORMAT, ImplantFiles.FORMAT, ScenarioFiles.FORMAT, TwinFiles.FORMAT);

    private ModelEditing() {
    }

    /** The item providers of all four models, and reflective ones for the rest. */
    public static ComposedAdapterFactory newAdapterFactory() {
        return new ComposedAdapterFactory(List.of(new AnatomyItemProviderAdapterFactory(), new ImplantItemProviderAdapterFactory(),
                new ScenarioItemProviderAdapterFactory(), new TwinItemProviderAdapterFactory(), new ResourceItemProviderAdapterFactory(),
                new ReflectiveItemProviderAdapterFactory()));
    }

    /** A new editing domain with a command stack of its own. */
    public static AdapterFactoryEditingDomain newDomain() {
        return new AdapterFactoryEditingDomain(newAdapterFactory(), new BasicCommandStack());
    }

    /**
     * Reads a model file of any kind.
     *
     * @throws InputException as {@link ModelFiles#load(Path, ModelFormat)}
     */
    public static NamedElement load(Path file) {
        String kind = ModelFiles.kindOf(file);
        for (ModelFormat<? extends NamedElement> format : FORMATS) {
            if (format.name().equals(kind)) {
                return ModelFiles.load(file, format);
            }
        }
        throw new InputException(Diagnostic.error(Labels.TEXTS, "file.unknown-kind", file.toString(), kind));
    }
}
