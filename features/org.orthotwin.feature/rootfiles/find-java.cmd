@echo off
rem Copyright (c) 2026 OrthoTwin contributors
rem SPDX-License-Identifier: EPL-2.0
rem
rem call find-java.cmd java|javac: sets FOUND_JAVA_HOME, JAVA_EXE and JAVA_VERSION (major) of a Java of at least 21; errorlevel 1 if there is none.
set "JAVA_EXE="
if defined JAVA_HOME call :try "%JAVA_HOME%" %1
for %%p in (%1.exe) do if not "%%~$PATH:p"=="" call :try "%%~dp$PATH:p.." %1
for /d %%d in ("%ProgramFiles%\Eclipse Adoptium\*" "%ProgramFiles%\Java\*" "%ProgramFiles%\Microsoft\jdk*" "%ProgramFiles%\Zulu\*" "%USERPROFILE%\.jdks\*") do call :try "%%~d" %1
if defined JAVA_EXE exit /b 0
exit /b 1

:try
if defined JAVA_EXE exit /b 0
if not exist "%~1\bin\%2.exe" exit /b 0
if not exist "%~1\release" exit /b 0
set "JAVA_VERSION="
for /f "usebackq tokens=2 delims==." %%v in (`findstr /b "JAVA_VERSION=" "%~1\release"`) do set "JAVA_VERSION=%%~v"
set JAVA_VERSION=%JAVA_VERSION:"=%
if not defined JAVA_VERSION exit /b 0
if %JAVA_VERSION% lss 21 exit /b 0
set "JAVA_EXE=%~1\bin\java.exe"
set "FOUND_JAVA_HOME=%~1"
exit /b 0
