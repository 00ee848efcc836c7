/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.annotation.OptionalParam;
import ca.uhn.fhir.rest.annotation.Search;
import ca.uhn.fhir.rest.annotation.Sort;
import ca.uhn.fhir.rest.api.SortSpec;
import ca.uhn.fhir.rest.api.server.IBundleProvider;
import ca.uhn.fhir.rest.param.DateRangeParam;
import ca.uhn.fhir.rest.param.ReferenceOrListParam;
import ca.uhn.fhir.rest.server.FifoMemoryPagingProvider;
import ca.uhn.fhir.rest.server.RestfulServer;
import ca.uhn.fhir.rest.server.SimpleBundleProvider;
import ca.uhn.fhir.rest.server.provider.HashMapResourceProvider;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.function.Function;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.Reference;

/** HAPI's plain server, with resources in memory. */
class PlainServerTest extends FhirServerContract {

    private static final FhirContext R4 = FhirContext.forR4();

    private final List<HashMapResourceProvider<?>> providers = List.of(new HashMapResourceProvider<>(R4, Patient.class),
            new Observations(), new Procedures(), new Answers());

    /** Resources about patients, by subject and the time of their last change. */
    private abstract static class About<T extends IBaseResource> extends HashMapResourceProvider<T> {

        private final Function<T, Reference> subject;

        About(Class<T> type, Function<T, Reference> subject) {
            super(R4, type);
            this.subject = subject;
        }

        IBundleProvider found(ReferenceOrListParam of, DateRangeParam changed) {
            List<String> whose = of.getValuesAsQueryTokens().stream().map(r -> "Patient/" + r.getIdPart()).toList();
            Date since = changed == null ? new Date(0) : changed.getLowerBoundAsInstant();
            return new SimpleBundleProvider(getStoredResources().stream().filter(r -> whose.contains(subject.apply(r).getReference())
                    && !r.getMeta().getLastUpdated().before(since)).sorted(Comparator.comparing(r -> r.getMeta().getLastUpdated()))
                    .toList());
        }
    }

    /** See {@link About}: each type needs a method of its own. */
    public static final class Observations extends About<Observation> {

        Observations() {
            super(Observation.class, Observation::getSubject);
        }

        @Search
        public IBundleProvider about(@OptionalParam(name = "subject") ReferenceOrListParam subject,
                @OptionalParam(name = "_lastUpdated") DateRangeParam changed, @Sort SortSpec sort) {
            return found(subject, changed);
        }
    }

    /** See {@link About}. */
    public static final class Procedures extends About<Procedure> {

        Procedures() {
            super(Procedure.class, Procedure::getSubject);
        }

        @Search
        public IBundleProvider about(@OptionalParam(name = "subject") ReferenceOrListParam subject,
                @OptionalParam(name = "_lastUpdated") DateRangeParam changed, @Sort SortSpec sort) {
            return found(subject, changed);
        }
    }

    /** See {@link About}. */
    public static final class Answers extends About<QuestionnaireResponse> {

        Answers() {
            super(QuestionnaireResponse.class, QuestionnaireResponse::getSubject);
        }

        @Search
        public IBundleProvider about(@OptionalParam(name = "subject") ReferenceOrListParam subject,
                @OptionalParam(name = "_lastUpdated") DateRangeParam changed, @Sort SortSpec sort) {
            return found(subject, changed);
        }
    }

    /** Says when a resource was changed, which the plain server leaves to others. */
    @Interceptor
    public static final class Clock {

        @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_CREATED)
        public void created(IBaseResource resource) {
            resource.getMeta().setLastUpdated(new Date());
        }

        @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_UPDATED)
        public void updated(IBaseResource before, IBaseResource resource) {
            resource.getMeta().setLastUpdated(new Date());
        }
    }

    @Override
    RestfulServer server() {
        RestfulServer rest = new RestfulServer(R4);
        rest.registerInterceptor(new Clock());
        rest.registerProviders(providers);
        FifoMemoryPagingProvider pages = new FifoMemoryPagingProvider(50);
        pages.setMaximumPageSize(7);
        rest.setPagingProvider(pages);
        return rest;
    }
}
