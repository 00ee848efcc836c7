/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.fhir;

import ca.uhn.fhir.batch2.jobs.config.Batch2JobsConfig;
import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.jpa.api.config.ThreadPoolFactoryConfig;
import ca.uhn.fhir.jpa.batch2.JpaBatch2Config;
import ca.uhn.fhir.jpa.config.HapiJpaConfig;
import ca.uhn.fhir.jpa.config.r4.JpaR4Config;
import ca.uhn.fhir.jpa.config.util.HapiEntityManagerFactoryUtil;
import ca.uhn.fhir.jpa.model.config.PartitionSettings;
import ca.uhn.fhir.jpa.model.config.SubscriptionSettings;
import ca.uhn.fhir.jpa.model.dialect.HapiFhirH2Dialect;
import ca.uhn.fhir.jpa.search.DatabaseBackedPagingProvider;
import ca.uhn.fhir.jpa.subscription.channel.config.SubscriptionChannelConfig;
import ca.uhn.fhir.jpa.subscription.submit.config.SubscriptionSubmitterConfig;
import ca.uhn.fhir.rest.server.RestfulServer;
import ca.uhn.fhir.rest.server.provider.ResourceProviderFactory;
import jakarta.persistence.EntityManagerFactory;
import java.util.Properties;
import javax.sql.DataSource;
import org.apache.commons.dbcp2.BasicDataSource;
import org.junit.jupiter.api.Tag;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.transaction.annotation.EnableTransactionManagement;

/** HAPI's JPA server over H2 in a file: searches in a database, pages that are kept there, references and versions that are checked. */
@Tag("long")
class JpaServerTest extends FhirServerContract {

    private AnnotationConfigApplicationContext spring;

    /** What the server is put together of. */
    @Configuration
    @EnableTransactionManagement
    @Import({JpaR4Config.class, HapiJpaConfig.class, ThreadPoolFactoryConfig.class, JpaBatch2Config.class, Batch2JobsConfig.class,
        SubscriptionChannelConfig.class, SubscriptionSubmitterConfig.class})
    public static class Assembly {

        @Bean
        public JpaStorageSettings storageSettings() {
            return new JpaStorageSettings();
        }

        @Bean
        public SubscriptionSettings subscriptionSettings() {
            return new SubscriptionSettings();
        }

        @Bean
        public PartitionSettings partitionSettings() {
            return new PartitionSettings();
        }

        @Bean(destroyMethod = "close")
        public BasicDataSource dataSource() {
            BasicDataSource d = new BasicDataSource();
            d.setDriverClassName("org.h2.Driver");
            d.setUrl("jdbc:h2:file:" + System.getProperty("fhir.tests.database"));
            d.setUsername("sa");
            d.setPassword("");
            return d;
        }

        @Bean
        @Primary
        public LocalContainerEntityManagerFactoryBean entityManagerFactory(DataSource data, ConfigurableListableBeanFactory beans,
                FhirContext r4, JpaStorageSettings settings) {
            LocalContainerEntityManagerFactoryBean b = HapiEntityManagerFactoryUtil.newEntityManagerFactory(beans, r4, settings);
            b.setPersistenceUnitName("fhir");
            b.setDataSource(data);
            Properties p = new Properties();
            p.put("hibernate.dialect", HapiFhirH2Dialect.class.getName());
            p.put("hibernate.hbm2ddl.auto", "update");
            p.put("hibernate.search.enabled", "false");
            b.setJpaProperties(p);
            return b;
        }

        @Bean
        @Primary
        public JpaTransactionManager transactionManager(EntityManagerFactory factory) {
            return new JpaTransactionManager(factory);
        }
    }

    @Override
    RestfulServer server() {
        System.setProperty("fhir.tests.database", directory.resolve("database").toString());
        spring = new AnnotationConfigApplicationContext(Assembly.class);
        RestfulServer rest = new RestfulServer(spring.getBean(FhirContext.class));
        rest.registerProviders(spring.getBean(ResourceProviderFactory.class).createProviders());
        DatabaseBackedPagingProvider pages = spring.getBean(DatabaseBackedPagingProvider.class);
        pages.setMaximumPageSize(7);
        rest.setPagingProvider(pages);
        return rest;
    }

    @Override
    void release() {
        spring.close();
    }
}
