@echo off
rem Copyright (c) 2026 OrthoTwin contributors
rem SPDX-License-Identifier: EPL-2.0
rem
rem releng\orthotwin <verb> ...: runs OrthoTwin from a checkout, in the current directory, without a display.
rem The product is built first where it is missing or older than the sources.
setlocal
set "ROOT=%~dp0.."
set "TARGET=%ROOT%\releng\org.orthotwin.product\target"
set "PRODUCT=%TARGET%\products\org.orthotwin.product\win32\win32\x86_64"
set "FRESH=no"
if exist "%TARGET%\built" if exist "%PRODUCT%\orthotwin.cmd" for /f %%r in ('powershell -NoProfile -Command ^
    "$t = (Get-Item '%TARGET%\built').LastWriteTime; $new = Get-ChildItem -Recurse -File '%ROOT%\bundles','%ROOT%\features','%ROOT%\target-platform','%ROOT%\.mvn','%ROOT%\releng\emf-codegen','%ROOT%\releng\org.orthotwin.product','%ROOT%\pom.xml' | Where-Object { $_.LastWriteTime -gt $t -and $_.FullName -notmatch '\\(target|src-gen|bin|[^\\]*\.tests)\\|\.polyglot' } | Select-Object -First 1; if ($new) { 'no' } else { 'yes' }"') do set "FRESH=%%r"
if "%FRESH%"=="no" (
    if not exist "%ROOT%\target" mkdir "%ROOT%\target"
    echo Building OrthoTwin ^(about a minute; the first time longer^). Log: target\product-build.log 1>&2
    call "%ROOT%\releng\build.cmd" package -DskipTests -pl org.orthotwin:org.orthotwin.product -am > "%ROOT%\target\product-build.log" 2>&1 || (
        echo releng\orthotwin: the build failed; see %ROOT%\target\product-build.log 1>&2
        exit /b 2
    )
    rem the first start writes the framework's caches; later ones only read them
    call "%PRODUCT%\orthotwin.cmd" -initialize >> "%ROOT%\target\product-build.log" 2>&1
)
call "%PRODUCT%\orthotwin.cmd" %*
exit /b %ERRORLEVEL%
