@echo off
rem Copyright (c) 2026 OrthoTwin contributors
rem SPDX-License-Identifier: EPL-2.0
rem
rem orthotwin <verb> ...: runs OrthoTwin without a display, in the current directory. JVM options: ORTHOTWIN_JAVA_OPTIONS.
rem orthotwin ui [case]: starts the workbench. Its workspace: ORTHOTWIN_WORKSPACE, or the folder OrthoTwin in the user's.
setlocal
call "%~dp0find-java.cmd" java || (
    echo orthotwin: no Java 21 or newer found; install one ^(for example Temurin 21^) or set JAVA_HOME to it. 1>&2
    exit /b 2
)
for %%j in ("%~dp0plugins\org.eclipse.equinox.launcher_*.jar") do set "LAUNCHER=%%j"
set "NATIVE="
if %JAVA_VERSION% geq 24 set "NATIVE=--enable-native-access=ALL-UNNAMED"
if "%ORTHOTWIN_WORKSPACE%"=="" set "ORTHOTWIN_WORKSPACE=%USERPROFILE%\OrthoTwin"
set "LANGUAGE_OPTION="
if exist "%ORTHOTWIN_WORKSPACE%\.language" for /f "usebackq delims=" %%l in ("%ORTHOTWIN_WORKSPACE%\.language") do set "LANGUAGE_OPTION=-nl %%l"
if "%~1"=="ui" (
    rem the first end writes the parsed classes there, from which later starts take them; Java makes them anew where they do not fit it
    if not exist "%ORTHOTWIN_WORKSPACE%" mkdir "%ORTHOTWIN_WORKSPACE%"
    rem of methods without loops, the second compiler takes those that are called often, not those that only the start calls; loops as ever
    "%JAVA_EXE%" -XX:-UsePerfData -Dfile.encoding=UTF-8 -XX:Tier4InvocationThreshold=20000 -XX:Tier4MinInvocationThreshold=3000 -XX:Tier4CompileThreshold=40000 -XX:+AutoCreateSharedArchive "-XX:SharedArchiveFile=%ORTHOTWIN_WORKSPACE%\.classes.jsa" "-Xlog:cds*=off" %NATIVE% %ORTHOTWIN_JAVA_OPTIONS% -jar "%LAUNCHER%" -nosplash -product org.orthotwin.rcp.product -application org.orthotwin.rcp.application -data "%ORTHOTWIN_WORKSPACE%" %LANGUAGE_OPTION% %2
    exit /b
)
rem what only the workbench and p2's applications need is started at level 5
set "LEVEL=-Dosgi.startLevel=4"
if "%~1"=="-application" set "LEVEL="
"%JAVA_EXE%" -XX:+UseParallelGC -XX:-UsePerfData -Djava.awt.headless=true -Dfile.encoding=UTF-8 %LEVEL% %NATIVE% %ORTHOTWIN_JAVA_OPTIONS% -jar "%LAUNCHER%" -nosplash -data @none %*
exit /b %ERRORLEVEL%
