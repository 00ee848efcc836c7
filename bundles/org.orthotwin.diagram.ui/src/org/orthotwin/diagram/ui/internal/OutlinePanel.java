/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.diagram.ui.internal;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.draw2d.LightweightSystem;
import org.eclipse.draw2d.Viewport;
import org.eclipse.draw2d.parts.ScrollableThumbnail;
import org.eclipse.gef.GraphicalViewer;
import org.eclipse.gef.LayerConstants;
import org.eclipse.gef.editparts.LayerManager;
import org.eclipse.gef.editparts.ScalableFreeformRootEditPart;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.viewers.ITreeContentProvider;
import org.eclipse.jface.viewers.LabelProvider;
import org.eclipse.jface.viewers.StructuredSelection;
import org.eclipse.jface.viewers.TreeViewer;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Canvas;
import org.eclipse.swt.widgets.Composite;
import org.orthotwin.model.anatomy.Anatomy;
import org.orthotwin.model.anatomy.Bone;
import org.orthotwin.model.anatomy.NamedElement;
import org.orthotwin.model.twin.Twin;

/** Beside the diagram: all that it shows by kind, and the whole of it in small, with a frame around what is seen that can be dragged. */
final class OutlinePanel extends Composite {

    private static final int THUMBNAIL = 150;

    /** Elements of a kind. @param of bones where null */
    private record Group(Kind of, List<? extends NamedElement> elements) {
    }

    private final TreeViewer tree;
    private boolean quiet;

    OutlinePanel(Composite parent, GraphicalViewer viewer, Consumer<NamedElement> chosen) {
        super(parent, SWT.NONE);
        GridLayout g = new GridLayout(1, false);
        g.marginWidth = 0;
        g.marginHeight = 0;
        setLayout(g);
        tree = new TreeViewer(this, SWT.SINGLE | SWT.V_SCROLL | SWT.H_SCROLL);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(tree.getControl());
        tree.setContentProvider(new Content());
        tree.setLabelProvider(new Rows());
        tree.addSelectionChangedListener(e -> {
            if (!quiet && tree.getStructuredSelection().getFirstElement() instanceof NamedElement n) {
                chosen.accept(n);
            }
        });
        thumbnail(this, viewer, THUMBNAIL);
    }

    /** The whole of a diagram in small, with a frame around what is seen that can be dragged. */
    static void thumbnail(Composite parent, GraphicalViewer viewer, int height) {
        Canvas small = new Canvas(parent, SWT.BORDER | SWT.DOUBLE_BUFFERED);
        GridDataFactory.fillDefaults().grab(true, false).hint(SWT.DEFAULT, height).applyTo(small);
        LightweightSystem system = new LightweightSystem(small);
        ScrollableThumbnail thumbnail = new ScrollableThumbnail((Viewport) ((ScalableFreeformRootEditPart) viewer.getRootEditPart())
                .getFigure());
        thumbnail.setSource(((LayerManager) viewer.getEditPartRegistry().get(LayerManager.ID)).getLayer(LayerConstants.PRINTABLE_LAYERS));
        system.setContents(thumbnail);
        small.addListener(SWT.Dispose, e -> thumbnail.deactivate());
    }

    void show(Sheet sheet) {
        quiet = true;
        tree.getControl().setRedraw(false);
        try {
            Object[] open = tree.getExpandedElements();
            boolean first = tree.getInput() == null;
            tree.setInput(sheet);
            if (first) {
                tree.expandAll();
            } else {
                tree.setExpandedElements(open);
            }
        } finally {
            tree.getControl().setRedraw(true);
            quiet = false;
        }
    }

    void select(Optional<NamedElement> element) {
        quiet = true;
        tree.setSelection(element.map(StructuredSelection::new).orElse(StructuredSelection.EMPTY), true);
        quiet = false;
    }

    private static final class Content implements ITreeContentProvider {

        @Override
        public Object[] getElements(Object input) {
            Anatomy a = ((Sheet) input).session().models().anatomy().orElse(null);
            if (a == null) {
                return new Object[0];
            }
            List<Twin> twins = ((Sheet) input).twins().twins().stream().map(CoupledTwins.Member::twin).toList();
            return List.of(new Group(null, List.copyOf(a.getBones())), new Group(Kind.JOINT, List.copyOf(a.getJoints())),
                    new Group(Kind.LIGAMENT,
                    List.copyOf(a.getLigaments())), new Group(Kind.MUSCLE, List.copyOf(a.getMuscles())),
                    new Group(Kind.COUPLING, twins)).stream()
                    .filter(g -> !g.elements.isEmpty()).toArray();
        }

        @Override
        public Object[] getChildren(Object o) {
            return o instanceof Group g ? g.elements.toArray() : new Object[0];
        }

        @Override
        public Object getParent(Object o) {
            return null;
        }

        @Override
        public boolean hasChildren(Object o) {
            return o instanceof Group;
        }
    }

    private static final class Rows extends LabelProvider {

        private static String kind(Kind k) {
            return k == null ? "bone" : k.name().toLowerCase(Locale.ROOT);
        }

        @Override
        public String getText(Object o) {
            return o instanceof Group g ? Texts.text("group." + kind(g.of), g.elements.size()) : Names.of((NamedElement) o);
        }

        @Override
        public Image getImage(Object o) {
            return Icons.OURS.get(o instanceof Group g ? kind(g.of) : o instanceof Bone ? "bone" : kind(Kind.of((NamedElement) o)));
        }
    }
}
