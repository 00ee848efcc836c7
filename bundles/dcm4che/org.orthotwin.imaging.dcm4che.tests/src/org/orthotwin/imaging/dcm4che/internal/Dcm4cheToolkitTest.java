/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dcm4che.internal;

import org.orthotwin.imaging.dicom.spi.DicomToolkit;
import org.orthotwin.imaging.dicom.testkit.DicomToolkitContract;

class Dcm4cheToolkitTest extends DicomToolkitContract {

    @Override
    protected DicomToolkit toolkit() {
        return new Dcm4cheToolkit();
    }
}
