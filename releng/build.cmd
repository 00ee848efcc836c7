@echo off
rem Copyright (c) 2026 OrthoTwin contributors
rem SPDX-License-Identifier: EPL-2.0
rem
rem releng\build [maven arguments]: finds a JDK and a Maven that are new enough and builds the project. Without arguments: verify.
setlocal
set "MAVEN_VERSION=3.9.16"
set "ROOT=%~dp0.."
call "%ROOT%\features\org.orthotwin.feature\rootfiles\find-java.cmd" javac || (
    echo releng\build: no JDK 21 or newer found; install one ^(for example Temurin 21^) or set JAVA_HOME to it. 1>&2
    exit /b 2
)
set "JAVA_HOME=%FOUND_JAVA_HOME%"

set "CACHE=%LOCALAPPDATA%\orthotwin"
set "FETCHED=%CACHE%\apache-maven-%MAVEN_VERSION%\bin\mvn.cmd"
set "INSTALLED="
for %%p in (mvn.cmd) do if not "%%~$PATH:p"=="" set "INSTALLED=%%~$PATH:p"
if defined MAVEN_HOME if exist "%MAVEN_HOME%\bin\mvn.cmd" set "INSTALLED=%MAVEN_HOME%\bin\mvn.cmd"
set "MVN="
if defined INSTALLED (
    for %%d in ("%INSTALLED%\..\..\lib") do (
        if exist "%%~d\maven-core-3.9*.jar" set "MVN=%INSTALLED%"
        if exist "%%~d\maven-core-4*.jar" set "MVN=%INSTALLED%"
    )
)
if not defined MVN if exist "%FETCHED%" set "MVN=%FETCHED%"
if not defined MVN if not defined INSTALLED (
    echo releng\build: no Maven found; install one or set MAVEN_HOME; one older than 3.9 is enough to fetch the right one. 1>&2
    exit /b 2
)
if not defined MVN (
    echo releng\build: fetching Maven %MAVEN_VERSION% into %CACHE% ^(the installed one is older than 3.9^) 1>&2
    call "%INSTALLED%" -B -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:unpack "-Dartifact=org.apache.maven:apache-maven:%MAVEN_VERSION%:zip:bin" "-DoutputDirectory=%CACHE%" || (
        echo releng\build: could not fetch Maven %MAVEN_VERSION%; install Maven 3.9 or newer, or set MAVEN_HOME to one. 1>&2
        exit /b 2
    )
    set "MVN=%FETCHED%"
)
set "ARGUMENTS=%*"
if not defined ARGUMENTS set "ARGUMENTS=verify"
rem as in releng/build: the tests of all bundles together, unless only some are asked for
echo %ARGUMENTS% | findstr /c:"-pl " /c:"--projects" /c:"-rf " /c:"-Dtest=" /c:"-Plong" >nul || set "ARGUMENTS=-Ptogether %ARGUMENTS%"
cd /d "%ROOT%"
call "%MVN%" -B -ntp %ARGUMENTS%
exit /b %ERRORLEVEL%
